import { OfflinePage } from '../_components/offline/offline-page.tsx'

export default function Page() {
  return <OfflinePage />
}
