import { AccessPage } from '../../_components/devices/access-page.tsx'

export default function Page() {
  return <AccessPage />
}
