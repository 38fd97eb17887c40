import { SessionsPage } from '../../_components/sessions/sessions-page.tsx'

export default function Page() {
  return <SessionsPage />
}
