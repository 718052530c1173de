import type { View } from "../view.ts";

const TITLES = { error: "Errors", warning: "Warnings", info: "Worth knowing" } as const;

/** What `check` says of what is deployed. */
export function Findings({ view }: { readonly view: View }) {
  const { findings } = view.site;
  return (
    <>
      {findings.length === 0 && <p class="none">The check finds nothing.</p>}
      {(["error", "warning", "info"] as const).map((severity) => {
        const its = findings.filter((it) => it.severity === severity);
        if (its.length === 0) return null;
        return (
          <section class="card" key={severity}>
            <h2>
              {TITLES[severity]} <small>{its.length}</small>
            </h2>
            {its.map((it) => (
              <article class={`finding ${it.waived === undefined ? severity : "waived"}`} data-finding={it.id} key={it.id}>
                <h3>
                  {it.title} <small>{it.rule}</small>
                </h3>
                {it.waived !== undefined && <p class="note">Waived: {it.waived}</p>}
                <p>{it.why}</p>
                <ul>
                  {it.fixes.map((fix) => (
                    <li key={fix}>{fix}</li>
                  ))}
                </ul>
                <p class="note">
                  {it.hosts.map((host) => (
                    <a href={`#/host/${host}`} key={host}>
                      {host}
                    </a>
                  ))}{" "}
                  <code>bartizan explain {it.id}</code>
                </p>
              </article>
            ))}
          </section>
        );
      })}
    </>
  );
}
