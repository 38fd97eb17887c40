import { SandboxPage } from '../../_components/sandbox/sandbox-page.tsx'

export default function Page() {
  return <SandboxPage />
}
