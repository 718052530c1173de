import { useEffect, useRef, useState } from "preact/hooks";
import type { AnswerSource } from "./source.ts";

/** What is known of something that is asked again and again. */
export interface WatchedSite<T> {
  /** The last good answer. */
  readonly value: T | undefined;
  /** Why the last question went unanswered. */
  readonly trouble: string | undefined;
  /** When the last good answer came, in ms since the epoch. */
  readonly at: number;
}

/** Asks now and every so often, one question at a time, and not while nobody looks. */
export function useWatch<T>(ask: () => Promise<T>, seconds: number, source: AnswerSource, on: readonly unknown[] = []): WatchedSite<T> {
  const [state, setState] = useState<WatchedSite<T>>({ value: undefined, trouble: undefined, at: 0 });
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const once = async (): Promise<void> => {
      try {
        const value = await latest.current();
        if (!gone) setState({ value, trouble: undefined, at: Date.now() });
      } catch (error) {
        const trouble = error instanceof Error ? error.message : String(error);
        if (!gone) setState((before) => ({ ...before, trouble }));
      }
      if (!gone && source.savedAt === undefined) timer = setTimeout(next, seconds * 1000);
    };
    const next = (): void => {
      if (document.hidden) document.addEventListener("visibilitychange", next, { once: true });
      else void once();
    };
    void once();
    return () => {
      gone = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", next);
    };
  }, [seconds, source, ...on]);
  return state;
}
