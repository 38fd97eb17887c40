import type { CredentialsFile } from './credentials-file.ts'

/** The pair that notices are signed with, in `state/credentials.json`: it outlives the gateway, as subscriptions do. */
export interface KeptPushKeys {
  /** Makes and keeps them where there are none. Throws `state_corrupt`, `state_unwritable`. */
  get(make: () => { publicKey: string; privateKey: string }): { publicKey: string; privateKey: string }
  /** For the log to hide. */
  secrets(): string[]
}

export function openPushKeys(
  file: CredentialsFile,
  hide: (secrets: readonly string[]) => void,
): KeptPushKeys {
  return {
    secrets: () => [file.kept()?.push?.privateKey ?? []].flat(),
    get(make) {
      const kept = file.kept()?.push
      if (kept) return kept
      const made = make()
      hide([made.privateKey])
      file.update((next) => {
        next.push ??= made
      })
      return file.kept()?.push ?? made
    },
  }
}
