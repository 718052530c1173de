"""Notes that people leave on a page: the smallest Flask app with a database."""

import os

import pymysql
from flask import Flask, jsonify, redirect, render_template, request
from werkzeug.middleware.proxy_fix import ProxyFix

app = Flask(__name__, static_folder=None)
# One proxy in front of us tells who asks, and how: without this every link would say http://.
app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)


def connect():
    """A connection to the database; its certificate is verified against the infrastructure's CA."""
    return pymysql.connect(
        host=os.environ["DATABASE_HOST"],
        port=int(os.environ["DATABASE_PORT"]),
        user=os.environ["DATABASE_USER"],
        password=os.environ["DATABASE_PASSWORD"],
        database=os.environ["DATABASE_NAME"],
        ssl={"ca": os.environ["DATABASE_CA"]},
        connect_timeout=5,
        autocommit=True,
    )


def ask(sql, values=()):
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


# At the start, and not with the first request: without its table the app is of no use.
ask("CREATE TABLE IF NOT EXISTS notes (id INT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(200) NOT NULL)")


@app.get("/up")
def up():
    ask("SELECT 1")
    return "up\n"


@app.get("/")
def page():
    return render_template("page.html", notes=[text for (text,) in ask("SELECT text FROM notes ORDER BY id DESC LIMIT 50")])


@app.get("/notes.json")
def notes():
    return jsonify([text for (text,) in ask("SELECT text FROM notes ORDER BY id")])


@app.post("/notes")
def leave():
    text = request.form.get("text", "").strip()[:200]
    if text == "":
        return "A note needs a text.\n", 400
    ask("INSERT INTO notes (text) VALUES (%s)", (text,))
    return redirect("/", 303)
