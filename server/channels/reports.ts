import type { DmPolicy } from '#protocol/access/pairing.ts'
import { isOwnChannel, isProgramChannel } from '../own-channels.ts'
import type { ChannelsFeature } from '../trpc/features.ts'
import type { ChannelSupervisor } from './supervisor.ts'

/** The chat platforms as people see them; the gateway's own ways in are none. */
export function createChannelReports(deps: {
  supervisor: () => Pick<ChannelSupervisor, 'list'>
  /** Who may write directly there, as it is in force. */
  dmPolicy: (at: { channel: string; account: string }) => DmPolicy
}): ChannelsFeature {
  return {
    list: () =>
      deps
        .supervisor()
        .list()
        .filter(({ channel }) => !isOwnChannel(channel) && !isProgramChannel(channel))
        .map(({ channel, account, state }) => ({
          name: channel,
          account,
          state: state.kind,
          reason: 'reason' in state ? state.reason : null,
          fix: 'fix' in state ? state.fix : null,
          dmPolicy: deps.dmPolicy({ channel, account }),
        })),
  }
}
