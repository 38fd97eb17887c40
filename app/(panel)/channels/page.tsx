import { ChannelsPage } from '../../_components/channels/channels-page.tsx'

export default function Page() {
  return <ChannelsPage />
}
