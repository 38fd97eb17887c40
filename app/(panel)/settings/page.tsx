import { SettingsPage } from '../../_components/settings/settings-page.tsx'

export default function Page() {
  return <SettingsPage />
}
