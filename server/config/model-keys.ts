import type { CredentialsFile } from './credentials-file.ts'

/** The keys of model providers that were given with `models.setKey`. */
export interface ModelKeys {
  /** Those of one provider, the first one to be used first. */
  list(provider: string): readonly string[]
  /** All of them, for the log to hide. */
  secrets(): string[]
  /** In the place of those before, or beside them. Throws `state_corrupt`, `state_unwritable`; the file is then as it was. */
  keep(provider: string, key: string, options: { beside: boolean }): void
  /** How many were forgotten. Throws as `keep` does. */
  forget(provider: string): number
}

/** Model keys in `state/credentials.json`. */
export function openModelKeys(file: CredentialsFile): ModelKeys {
  const list = (content: ReturnType<CredentialsFile['kept']>, provider: string): readonly string[] =>
    Object.entries(content?.models ?? {}).find(([name]) => name === provider)?.[1].keys ?? []
  return {
    list: (provider) => list(file.kept(), provider),
    secrets: () => Object.values(file.kept()?.models ?? {}).flatMap(({ keys }) => keys),
    keep(provider, key, { beside }) {
      file.update((next) => {
        const earlier = beside ? list(next, provider) : []
        next.models = { ...next.models, [provider]: { keys: [...new Set([...earlier, key])] } }
      })
    },
    forget(provider) {
      let count = 0
      file.update((next) => {
        count = list(next, provider).length
        if (count > 0) delete next.models?.[provider]
      })
      return count
    },
  }
}
