import { AuditPage } from '../../_components/audit/audit-page.tsx'

export default function Page() {
  return <AuditPage />
}
