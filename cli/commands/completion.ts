import type { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import type { Terminal } from '../terminal.ts'

/** What can follow a row of words: `["gateway"]` → its subcommands; `["gateway","logs"]` → its options. */
interface Place {
  readonly words: readonly string[]
  readonly next: readonly { word: string; about: string }[]
}

const SHELLS: Record<string, (places: readonly Place[]) => string> = { bash, zsh, fish }

/** `openclaw completion bash|zsh|fish`: a script for the shell, made from the commands that there are. */
export function completion(program: Command, shell: string, terminal: Terminal): void {
  const render = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined
  if (!render) {
    throw new CliError(
      `"${shell}" is no shell that can be completed for. Use: openclaw completion ${Object.keys(SHELLS).join('|')}`,
    )
  }
  terminal.out.write(render(listPlaces(program, [])))
}

function listPlaces(command: Command, words: readonly string[]): Place[] {
  const children = command.commands.map((child) => ({ word: child.name(), about: child.description() }))
  const options = command.options.flatMap(({ long, description, hidden }) =>
    long && !hidden ? [{ word: long, about: description }] : [],
  )
  const choices = command.registeredArguments.flatMap(
    ({ argChoices }) => argChoices?.map((word) => ({ word, about: '' })) ?? [],
  )
  const place = { words, next: [...children, ...choices, ...options, { word: '--help', about: 'show help' }] }
  return [place, ...command.commands.flatMap((child) => listPlaces(child, [...words, child.name()]))]
}

/** Finds the longest row of command words that stands on the line; options and values are passed over. */
function bash(places: readonly Place[]): string {
  const cases = places.map(
    ({ words, next }) => `    '${words.join(' ')}') next='${next.map(({ word }) => word).join(' ')}' ;;`,
  )
  return `# openclaw completion bash: source <(openclaw completion bash)
_openclaw_next() {
  case "$1" in
${cases.join('\n')}
    *) return 1 ;;
  esac
}
_openclaw() {
  local next words="" word index
  _openclaw_next ""
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    local before="$next"
    if _openclaw_next "\${words:+$words }$word"; then words="\${words:+$words }$word"; else next="$before"; fi
  done
  mapfile -t COMPREPLY < <(compgen -W "$next" -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F _openclaw openclaw
`
}

function zsh(places: readonly Place[]): string {
  const describe = ({ word, about }: { word: string; about: string }): string =>
    `'${`${word}:${about}`.replaceAll("'", "'\\''")}'`
  const cases = places.map(
    ({ words, next }) => `    '${words.join(' ')}') next=(${next.map(describe).join(' ')}) ;;`,
  )
  return `#compdef openclaw
# openclaw completion zsh > "\${fpath[1]}/_openclaw"
_openclaw_next() {
  case "$1" in
${cases.join('\n')}
    *) return 1 ;;
  esac
}
_openclaw() {
  local -a next
  local row="" word
  _openclaw_next ""
  for word in "\${(@)words[2,CURRENT-1]}"; do
    _openclaw_next "\${row:+$row }$word" && row="\${row:+$row }$word"
  done
  _describe 'openclaw' next || _files
}
if [ "$funcstack[1]" = "_openclaw" ]; then _openclaw "$@"; else compdef _openclaw openclaw; fi
`
}

function fish(places: readonly Place[]): string {
  const rules = places.flatMap(({ words, next }) =>
    next.map(({ word, about }) => {
      const kind = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`
      return `complete -c openclaw -n '__openclaw_at "${words.join(' ')}"' ${kind} -d '${about.replaceAll("'", "\\'")}'`
    }),
  )
  const rows = places.filter(({ words }) => words.length > 0).map(({ words }) => `'${words.join(' ')}'`)
  return `# openclaw completion fish > ~/.config/fish/completions/openclaw.fish
function __openclaw_at
  set -l row ''
  for word in (commandline -opc)[2..-1]
    set -l longer (string trim -- "$row $word")
    contains -- "$longer" ${rows.join(' ')}; and set row "$longer"
  end
  test "$row" = "$argv[1]"
end
${rules.join('\n')}
`
}
