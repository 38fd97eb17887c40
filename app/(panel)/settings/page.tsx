import { SettingNames } from '../../_components/settings/setting-names.tsx'
import { SettingsPage } from '../../_components/settings/settings-page.tsx'
import { PageWords } from '../../_i18n/page-words.tsx'

export default function Page() {
  return (
    <PageWords page="settings">
      <SettingNames>
        <SettingsPage />
      </SettingNames>
    </PageWords>
  )
}
