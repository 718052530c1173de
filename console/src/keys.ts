import { useEffect } from "preact/hooks";
import uPlot from "uplot";

interface Keys {
  readonly span: (index: number) => void;
  readonly theme: () => void;
}

const PAGES: Readonly<Record<string, string>> = { o: "#/", a: "#/alerts", f: "#/findings" };

/** One key for a page, a time, the theme; the arrows move the cursor of all charts. */
export function useKeys({ span, theme }: Keys): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        (event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName))
      )
        return;
      const page = PAGES[event.key];
      if (page !== undefined) location.hash = page;
      else if (/^[1-3]$/.test(event.key)) span(Number(event.key) - 1);
      else if (event.key === "t") theme();
      else if (event.key === "ArrowLeft" || event.key === "ArrowRight") move(event.key === "ArrowLeft" ? -1 : 1);
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  });
}

function move(by: number): void {
  const [first] = uPlot.sync("time").plots as unknown as readonly uPlot[];
  if (first === undefined) return;
  const last = first.data[0].length - 1;
  const at = Math.max(0, Math.min(last, (first.cursor.idx ?? last + (by < 0 ? 1 : 0)) + by));
  const time = first.data[0][at];
  if (time !== undefined) first.setCursor({ left: first.valToPos(time, "x"), top: 10 });
}
