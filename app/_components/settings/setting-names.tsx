'use client'

import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { useLocale } from 'use-intl'
import type { SettingTable } from '../../_i18n/settings/words.ts'
import { ListSkeleton } from '../ui/states/list-skeleton.tsx'

const TABLES = {
  en: async () => (await import('../../_i18n/settings/en.ts')).settingNames,
  zh: async () => (await import('../../_i18n/settings/zh.ts')).settingNames,
}

const NamesContext = createContext<SettingTable>({})
/** What settings are called in the reader's language. */
export const useSettingNames = (): SettingTable => useContext(NamesContext)

/** Fetches the names of the chosen language only; what needs them is drawn once they are there. */
export function SettingNames({ children }: { children: ReactNode }) {
  const language = useLocale()
  const [names, setNames] = useState<SettingTable | null>(null)
  useEffect(() => {
    let isCurrent = true
    TABLES[language]().then(
      (loaded) => {
        if (isCurrent) setNames(loaded)
      },
      // Without them a setting is called by its path.
      () => setNames((present) => present ?? {}),
    )
    return () => {
      isCurrent = false
    }
  }, [language])
  return names === null ? <ListSkeleton /> : <NamesContext value={names}>{children}</NamesContext>
}
