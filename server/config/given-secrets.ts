import type { GatewayLog } from '../log.ts'
import { type ChannelTokens, openChannelTokens } from './channel-tokens.ts'
import { openCredentialsFile } from './credentials-file.ts'
import { type ModelKeys, openModelKeys } from './model-keys.ts'
import { type KeptPushKeys, openPushKeys } from './push-keys.ts'

/** What was given to the running gateway and is kept in `state/credentials.json`, hidden from the log. */
export function openGivenSecrets(
  file: string,
  log: Pick<GatewayLog, 'hide' | 'warn'>,
): { tokens: ChannelTokens; keys: ModelKeys; pushKeys: KeptPushKeys } {
  const credentials = openCredentialsFile(file)
  const tokens = openChannelTokens(credentials)
  const keys = openModelKeys(credentials)
  const pushKeys = openPushKeys(credentials, log.hide)
  log.hide([...tokens.secrets(), ...keys.secrets(), ...pushKeys.secrets()])
  const unread = credentials.problem()
  if (unread !== undefined) log.warn(unread.message)
  return { tokens, keys, pushKeys }
}
