import { useTranslations } from 'use-intl'

/** How a channel and its account are called in a sentence; the one account of a channel needs no name. */
export function useChannelName(): (channel: string, account: string) => string {
  const t = useTranslations('pairing')
  return (channel, account) => {
    const name = channel === 'browser' ? t('browser') : channel.charAt(0).toUpperCase() + channel.slice(1)
    return account === 'default' ? name : t('via', { channel: name, account })
  }
}
