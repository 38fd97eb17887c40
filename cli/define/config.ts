import type { Command } from 'commander'
import type { Launch } from '../context.ts'
import { addCommand, addGroup } from './command.ts'

interface Flags {
  json?: boolean
}

const load = () => import('../config/config.ts')
const loadSet = () => import('../config/set-config.ts')

/** Adds `config get|set|unset|check|path`, which work on the file whether or not a gateway runs, and `undo`. */
export function defineConfig(program: Command, { connected, local }: Launch): void {
  const config = addGroup(program, 'config', 'read and change openclaw.json')

  addCommand(config, 'get [setting]', 'what is in force, defaults included; secrets are never shown').action(
    (setting: string | undefined, flags: Flags) =>
      local(flags, async (context) => (await load()).getConfig(context, setting)),
  )
  addCommand(config, 'set <setting> <value>', 'change one setting; "-" reads the value from standard input')
    .addHelpText(
      'after',
      `
Examples:
  openclaw config set models.main claude-sonnet-4-5
  openclaw config set tools.exec.allow '["git status", "npm test"]'
  openclaw config set providers.openai.apiKey '\${OPENAI_API_KEY}'`,
    )
    .action((setting: string, value: string, flags: Flags) =>
      local(flags, async (context) =>
        (await loadSet()).setConfig(context, { setting, value: await readValue(value) }),
      ),
    )
  addCommand(config, 'unset <setting>', 'leave one setting out, so that its default holds').action(
    (setting: string, flags: Flags) =>
      local(flags, async (context) => (await loadSet()).setConfig(context, { setting, value: undefined })),
  )
  addCommand(config, 'undo', 'bring the version before the last change back; the gateway must run').action(
    (flags: Flags) =>
      connected(flags, async (context) => (await import('../config/undo.ts')).undoConfig(context)),
  )
  addCommand(config, 'check', 'whether the file is good; exit code 1 where it is not').action(
    (flags: Flags) => local(flags, async (context) => (await load()).checkConfig(context)),
  )
  addCommand(config, 'path', 'where the file is').action((flags: Flags) =>
    local(flags, async (context) => (await load()).showConfigPath(context)),
  )
}

/** A secret given as a word of the command would stay in the history of the shell. */
async function readValue(word: string): Promise<string> {
  if (word !== '-') return word
  const { text } = await import('node:stream/consumers')
  return (await text(process.stdin)).trimEnd()
}
