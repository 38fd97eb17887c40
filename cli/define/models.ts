import type { Command } from 'commander'
import type { Launch } from '../context.ts'
import { addCommand, addGroup } from './command.ts'

interface Flags {
  json?: boolean
}

const load = () => import('../commands/models.ts')

/** Adds `models list|use|test|key`. */
export function defineModels(program: Command, { connected }: Launch): void {
  const models = addGroup(program, 'models', 'see, choose and try the models')

  addCommand(models, 'list', 'what can answer, and what the others lack').action((flags: Flags) =>
    connected(flags, async (context) => (await load()).listModels(context)),
  )
  addCommand(models, 'use <model>', 'let this model answer from now on; "default" goes back')
    .option('-s, --session <id>', 'only in this conversation (id, key or title)')
    .action((model: string, flags: Flags & { session?: string }) =>
      connected(flags, async (context) =>
        (await load()).useModel(context, { model, session: flags.session }),
      ),
    )
  addCommand(
    models,
    'test [model]',
    'one real request of a few tokens; the main model if none is named',
  ).action((model: string | undefined, flags: Flags) =>
    connected(flags, async (context) => (await load()).testModel(context, model)),
  )
  addCommand(
    models,
    'key <provider>',
    "give a vendor's key, and see whether it works; it is asked for, or read from the input",
  )
    .option('--beside', 'keep the keys that were given before: where one is refused, the next one is tried')
    .option('--remove', 'forget the keys that were given')
    .action((provider: string, flags: Flags & { beside?: boolean; remove?: boolean }) =>
      connected(flags, async (context) => {
        const { removeKeys, setKey } = await load()
        if (flags.remove === true) return removeKeys(context, provider)
        return setKey(context, { provider, beside: flags.beside === true })
      }),
    )
}
