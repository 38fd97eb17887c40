import { AppError } from '#protocol/errors.ts'
import { VENDORS } from '#protocol/models/catalog.ts'
import type { ModelKeys } from '../config/model-keys.ts'
import type { Events } from '../events.ts'
import type { ModelsFeature } from './contract.ts'

/** Takes in the keys of providers while the gateway runs; they are in use with the next answer. */
export function createKeyFeature(deps: {
  keys: ModelKeys
  /** Names of the configuration beside the known vendors. */
  providers: () => readonly string[]
  /** Keeps a secret out of the log. */
  hide: (secrets: readonly string[]) => void
  events: Pick<Events, 'system'>
  main: () => string
}): Pick<ModelsFeature, 'setKey' | 'removeKeys'> {
  const { keys, providers, hide, events, main } = deps
  const changed = () => events.system({ type: 'model-change', sessionId: null, model: main() })

  function getProvider(written: string): string {
    const name = written.trim().toLowerCase()
    const vendor = VENDORS.find(({ provider, aliases }) => provider === name || aliases.includes(name))
    const found = providers().find((provider) => provider === written.trim()) ?? vendor?.provider
    if (found !== undefined && found !== 'builtin') return found
    const known = VENDORS.filter(({ keyVariables }) => keyVariables.length > 0).map(
      ({ provider }) => provider,
    )
    throw new AppError(
      'bad_request',
      `There is no model provider of that name. Known are ${known.join(', ')}, and those under providers in openclaw.json.`,
    )
  }

  return {
    setKey({ provider: written, key, beside }) {
      const provider = getProvider(written)
      hide([key])
      keys.keep(provider, key, { beside })
      changed()
      return { provider, keys: keys.list(provider).length }
    },
    removeKeys(written) {
      const provider = getProvider(written)
      const count = keys.forget(provider)
      if (count === 0) {
        throw new AppError('not_found', `No key of ${provider} was given here. See: openclaw models list`)
      }
      changed()
      return { provider, keys: count }
    },
  }
}
