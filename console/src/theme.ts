import { useEffect, useState } from "preact/hooks";

type Theme = "light" | "dark";

const dark = matchMedia("(prefers-color-scheme: dark)");
const system = (): Theme => (dark.matches ? "dark" : "light");

/** What the reader's system prefers, until the reader chooses. */
export function useTheme(): readonly [Theme, () => void] {
  const [chosen, choose] = useState<Theme | undefined>(undefined);
  const [preferred, prefer] = useState<Theme>(system);
  useEffect(() => {
    const changed = (): void => prefer(system());
    dark.addEventListener("change", changed);
    return () => dark.removeEventListener("change", changed);
  }, []);
  const theme = chosen ?? preferred;
  document.documentElement.dataset.theme = theme;
  return [theme, () => choose(theme === "dark" ? "light" : "dark")];
}
