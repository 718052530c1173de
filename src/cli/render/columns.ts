import { stripVTControlCharacters } from "node:util";

/** A column: its head, and to which side its cells lean. */
export interface TextColumn {
  readonly head: string;
  readonly right?: boolean;
}

/** Lines of a table: columns two spaces apart, as wide as their widest cell; colours do not count. */
export function tableLines(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  head: (text: string) => string,
): readonly string[] {
  const widths = columns.map((column, index) => Math.max(width(column.head), ...rows.map((row) => width(row[index] ?? ""))));
  const line = (cells: readonly string[], style: (text: string) => string): string =>
    columns
      .map((column, index) => {
        const cell = cells[index] ?? "";
        const room = " ".repeat((widths[index] ?? 0) - width(cell));
        return column.right === true ? room + style(cell) : style(cell) + room;
      })
      .join("  ")
      .trimEnd();
  return [
    line(
      columns.map((column) => column.head),
      head,
    ),
    ...rows.map((row) => line(row, (cell) => cell)),
  ];
}

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}
