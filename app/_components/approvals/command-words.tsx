import { reveal } from '#protocol/access/reveal.ts'

/** A command one argument a line, so that no space hides a border. */
export function CommandWords({ argv }: { argv: readonly string[] }) {
  return (
    <ol className="rounded-control border bg-bg p-2.5 font-mono text-meta">
      {numbered(argv).map(({ place, word }) => (
        <li
          key={place}
          className="grid gap-2"
          style={{ gridTemplateColumns: `${String(argv.length).length}ch 1fr` }}
        >
          <span className="select-none text-right text-fg-3 tabular-nums" aria-hidden="true">
            {place}
          </span>
          <span className="[overflow-wrap:anywhere] whitespace-pre-wrap">{reveal(word)}</span>
        </li>
      ))}
    </ol>
  )
}

const numbered = (argv: readonly string[]) => argv.map((word, index) => ({ place: index + 1, word }))
