import type { ComponentChildren } from "preact";

/** The little of Markdown that runbooks use: headings, commands, lists, and code within words. `HOST` becomes the host it is about. */
export function Markdown({ text, host }: { readonly text: string; readonly host: string }) {
  const blocks = text.replaceAll(/\bHOST\b/g, host).split(/\n\n(?![^`]*\n```\n)/);
  return <div class="runbook">{blocks.map((block, index) => blockOf(block.trim(), index))}</div>;
}

function blockOf(block: string, key: number): ComponentChildren {
  // The alert's name stands above it already.
  if (block.startsWith("# ")) return null;
  if (block.startsWith("## ")) return <h4 key={key}>{block.slice(3)}</h4>;
  if (block.startsWith("```")) return <pre key={key}>{block.replaceAll(/^```\w*\n?|\n?```$/g, "")}</pre>;
  if (/^- /.test(block)) {
    return (
      <ul key={key}>
        {block.split(/\n(?=- )/).map((item) => (
          <li key={item}>{wordsOf(item.slice(2))}</li>
        ))}
      </ul>
    );
  }
  // Links lead to other pages of the documentation, which are not here.
  return /^Its condition:/.test(block) ? null : <p key={key}>{wordsOf(block)}</p>;
}

function wordsOf(text: string): ComponentChildren {
  const plain = text.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, "$1");
  return plain.split(/(`[^`]+`|\*[^*]+\*)/).map((piece, index) => {
    if (piece.startsWith("`")) return <code key={index}>{piece.slice(1, -1)}</code>;
    return piece.startsWith("*") ? <em key={index}>{piece.slice(1, -1)}</em> : piece;
  });
}
