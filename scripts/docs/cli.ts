import type { Command } from 'commander'
import { createProgram } from '../../cli/program.ts'

const INTRO = `# Command line

<!-- Written by scripts/docs/cli.ts from cli/program.ts. -->

In a checkout each command is \`npm run openclaw -- <command>\`; \`npm link\` makes it \`openclaw\`. It is a client of
the gateway's port like any other, and says how to start the gateway where none runs. A noun alone lists:
\`openclaw sessions\` is \`openclaw sessions list\`.

- Answers go to standard output, everything about them to standard error. Every command but \`completion\` takes
  \`--json\`; a failure is then \`{"error":{"code","message"}}\` on standard output.
- Colours only where a terminal is, and not with \`NO_COLOR\`. Names that others chose are shown on one line,
  without anything that could steer a terminal.
- npm prints two lines of its own first: for a pipe, \`npm run -s openclaw -- status --json\`.
- \`OPENCLAW_HOME\` names the home; \`~/.openclaw\` if it is not set.

| exit code | meaning |
| --- | --- |
| 0 | done |
| 1 | failed, or something was found: \`config check\`, \`channels status\`, \`channels add\`, \`models key\`, \`doctor\` (faults), \`doctor --security\` (faults and warnings) |
| 2 | the gateway is not running |
| 130 | interrupted |

## Commands

| command | what it does |
| --- | --- |
`

const OUTRO = `
## As a service

\`openclaw gateway install\` writes a systemd user unit that names this installation's Node by its absolute path,
restarts after a crash, and not after exit code 78, which says that a person has to mend something. Keys are not
copied into it: write them as \`NAME=value\` lines into \`state/gateway.env\` in the home (mode 0600). While nobody is
logged in it runs after \`loginctl enable-linger\`. Without systemd, \`openclaw gateway start\` runs it in the background.

## Completion

\`\`\`sh
source <(openclaw completion bash)                                     # in ~/.bashrc
openclaw completion zsh > "\${fpath[1]}/_openclaw"                      # once
openclaw completion fish > ~/.config/fish/completions/openclaw.fish    # once
\`\`\`

## Doctor

\`openclaw doctor\` prints one line for each check: ✓ good, ! works but look at it, ✗ wrong, with the command that
mends it. It works with the gateway stopped, too; the database is then read page by page by the gateway's own
program. \`--fix\` closes files to others, makes missing folders and removes the record of a gateway that is gone, and
nothing else. \`--online\` asks the main model for a few words. \`--security\` shows only what decides how safe the
installation is, for a CI job or a look before it is opened to others.
`

/** docs/cli.md, from the commands that there are. */
export function renderCliPage(): string {
  const terminal = { input: process.stdin, out: process.stdout, notes: process.stderr, interactive: false }
  const program = createProgram({ terminal, environment: {} })
  return `${INTRO}${listRows(program, '').join('\n')}\n${OUTRO}`
}

function listRows(command: Command, name: string): string[] {
  if (command.commands.length > 0) {
    return command.commands.flatMap((child) => listRows(child, `${name} ${child.name()}`.trim()))
  }
  const words = command.registeredArguments.map((word) => {
    const shown = word.name() + (word.variadic ? '…' : '')
    return word.required ? ` <${shown}>` : ` [${shown}]`
  })
  const options = command.options
    .filter(({ long, hidden }) => long !== '--json' && !hidden)
    .map(({ flags, description }) => `<br>\`${flags}\` ${description}`)
  return [`| \`${name}${words.join('')}\` | ${command.description()}${options.join('')} |`]
}
