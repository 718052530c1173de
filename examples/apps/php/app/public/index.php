<?php

// Titles of pictures that people like: the smallest PHP app with a database.

declare(strict_types=1);

function database(): PDO
{
    $dsn = sprintf(
        'mysql:host=%s;port=%s;dbname=%s;charset=utf8mb4',
        getenv('DATABASE_HOST'),
        getenv('DATABASE_PORT'),
        getenv('DATABASE_NAME'),
    );
    $database = new PDO($dsn, getenv('DATABASE_USER'), getenv('DATABASE_PASSWORD'), [
        PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
        // The database takes no connection in clear; its certificate is verified against the infrastructure's CA.
        PDO::MYSQL_ATTR_SSL_CA => getenv('DATABASE_CA'),
        PDO::MYSQL_ATTR_SSL_VERIFY_SERVER_CERT => true,
    ]);
    $database->exec('CREATE TABLE IF NOT EXISTS pictures (id INT AUTO_INCREMENT PRIMARY KEY, title VARCHAR(200) NOT NULL)');
    return $database;
}

function answer(int $status, string $type, string $body): never
{
    http_response_code($status);
    header("Content-Type: $type; charset=utf-8");
    echo $body;
    exit;
}

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$database = database();

if ($path === '/up') {
    answer(200, 'text/plain', "up\n");
}
if ($path === '/pictures' && $_SERVER['REQUEST_METHOD'] === 'POST') {
    $title = trim($_POST['title'] ?? '');
    if ($title === '') {
        answer(400, 'text/plain', "A picture needs a title.\n");
    }
    $database->prepare('INSERT INTO pictures (title) VALUES (?)')->execute([substr($title, 0, 200)]);
    header('Location: /', true, 303);
    exit;
}
$titles = $database->query('SELECT title FROM pictures ORDER BY id')->fetchAll(PDO::FETCH_COLUMN);
if ($path === '/pictures.json') {
    answer(200, 'application/json', json_encode($titles, JSON_THROW_ON_ERROR) . "\n");
}
if ($path !== '/') {
    answer(404, 'text/plain', "There is no such page.\n");
}
$items = implode('', array_map(fn (string $title): string => '<li>' . htmlspecialchars($title) . '</li>', $titles));
answer(200, 'text/html', <<<HTML
    <!doctype html>
    <html lang="en">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Album</title>
    <link rel="stylesheet" href="/style.css">
    <h1>Album</h1>
    <form method="post" action="/pictures">
      <input name="title" maxlength="200" required aria-label="Title of the picture">
      <button type="submit">Add it</button>
    </form>
    <ul>$items</ul>
    </html>

    HTML);
