import { LogsPage } from '../../_components/logs/logs-page.tsx'
import { PageWords } from '../../_i18n/page-words.tsx'

export default function Page() {
  return (
    <PageWords page="records">
      <LogsPage />
    </PageWords>
  )
}
