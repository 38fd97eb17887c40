import { SandboxPage } from '../../_components/sandbox/sandbox-page.tsx'
import { PageWords } from '../../_i18n/page-words.tsx'

export default function Page() {
  return (
    <PageWords page="sandbox">
      <SandboxPage />
    </PageWords>
  )
}
