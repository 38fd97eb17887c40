import { LogsPage } from '../../_components/logs/logs-page.tsx'

export default function Page() {
  return <LogsPage />
}
