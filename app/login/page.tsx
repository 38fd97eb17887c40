import { LoginPage } from '../_components/access/login-page.tsx'

export default function Page() {
  return <LoginPage />
}
