import { AuditPage } from '../../_components/audit/audit-page.tsx'
import { PageWords } from '../../_i18n/page-words.tsx'

export default function Page() {
  return (
    <PageWords page="records">
      <AuditPage />
    </PageWords>
  )
}
