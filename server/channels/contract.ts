import type { DmPolicy } from '#protocol/access/pairing.ts'

export interface ChannelInfo {
  readonly name: string
  readonly account: string
  readonly state: 'off' | 'connecting' | 'ready' | 'degraded' | 'needs-action'
  /** What is wrong, and what to do; null where nothing is. */
  readonly reason: string | null
  readonly fix: string | null
  /** A name for that kind of trouble, for clients with words of their own; null where there is none. */
  readonly code: string | null
  /** Where people write to it, once its platform has said so. */
  readonly address: { readonly name: string; readonly url: string } | null
  /** When its platform was last heard of, in Unix milliseconds, where that is known. */
  readonly heardAt: number | null
  /**
   * Between these times, in Unix milliseconds, messages may have been written that never came: it was away for
   * longer than its platform keeps them. Known for a week.
   */
  readonly missed: { readonly from: number; readonly until: number } | null
  /** The setting of openclaw.json that has the token; null where none there has. */
  readonly tokenAt: string | null
  readonly dmPolicy: DmPolicy
}

export interface ChannelsFeature {
  /** The chat platforms, those that this version can't connect to included. */
  list(): ChannelInfo[]
  /**
   * Checks a bot token with its platform, keeps it, in the place of one that was given before, and starts the
   * channel; `bot` is the bot's name. Rejects, with nothing changed, with `bad_request` (nobody's token),
   * `channel_unavailable`, `conflict` (openclaw.json has one, or another account has the bot).
   */
  add(given: { channel: string; account: string; token: string }): Promise<ChannelInfo & { bot: string }>
  /**
   * Says in openclaw.json who may write directly; in force when this resolves. Rejects with `not_found`,
   * `bad_request` (what the configuration does not take: `open` needs more than this word), `config_invalid`.
   */
  update(change: { channel: string; account: string; dm: DmPolicy }): Promise<void>
  /** Stops it and forgets its token. Rejects with `not_found`, `conflict` (the token stands in openclaw.json). */
  remove(account: { channel: string; account: string }): Promise<void>
}
