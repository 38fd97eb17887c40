import { CHAT_COMMANDS, type ChatCommand } from '#protocol/chat/commands.ts'

const INTRO = `# Chat commands

The gateway answers these itself, without any model, in every channel. A command is stored and
deduplicated like every message, never waits behind a running answer, and no model gets to see it.
Answers come in the language of the conversation. Two slashes send a message that begins with one.

`

const WORDS = `
## Models in plain language

Read on this machine, by fixed rules, before anything is sent anywhere.

| say | what happens |
| --- | --- |
| "use the local model for this: …", "用本地模型帮我…" | \`models.local\` (else what Ollama has here) answers this one message, which becomes private |
| "with gpt-4o, summarise …", "用最强的模型帮我…" | that model answers this one message; nothing else answers in its place |
| "switch to gpt-4o", "切换到 gpt-4o" | that model answers in this conversation from now on |

The answer begins with the switch. \`strongest\` is \`models.strongest\`, \`default\` is the model of
the conversation's assistant, else \`models.main\`.

## Private turns

A message that words send to a model on this machine is private, and so is everything made from it:
the answer, tool results, facts that were kept. It never falls back to another model; commands ask. No
model elsewhere gets any of it, now or later: where it stood in the conversation such a model reads
\`[private turn left out]\`.

Files that a private turn wrote, and the whole of its long results in \`.openclaw/results\`, are closed to
runs with a model elsewhere (rule \`private-path\`), whatever name leads to them; a run that reads one is
private too. So is what a command prints that a private turn left in the background (rule \`private-command\`, which ends
with the agent process). What a command writes is not tracked: in a private turn each command asks, and so it does in
other turns while such files are there. The mark outlives the conversation; a file that you move or copy
yourself has none.

The owner can lift all this for a conversation (\`chat.liftPrivacy\`), which is written into the audit log. A
server on a loopback address counts as this machine; models that Ollama
passes on to its vendor (\`…-cloud\`) do not.
`

/** docs/commands.md, from the table of chat commands. */
export function renderCommandsPage(): string {
  const rows = CHAT_COMMANDS.map((command: ChatCommand) => {
    const name = `\`/${command.name}${command.argument ? ` ${command.argument.en}` : ''}\``
    const aliases = command.aliases.map((alias) => `\`/${alias}\``).join(' ')
    const place = command.inGroups ? 'everywhere' : 'direct chats'
    return `| ${name} | ${aliases} | ${command.summary.en} | ${command.who} | ${place} |`
  })
  const head = '| command | also | what it does | who | where |\n| --- | --- | --- | --- | --- |\n'
  return `${INTRO}${head}${rows.join('\n')}\n${WORDS}`
}
