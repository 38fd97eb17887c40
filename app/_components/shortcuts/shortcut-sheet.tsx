'use client'

import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { KeyCaps } from './key-caps.tsx'
import { listShortcuts } from './shortcuts.ts'

const PLACES = ['panel', 'message', 'conversation', 'card'] as const

/** Every key of the panel, as the registry has them. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const t = useTranslations('shortcut')
  return (
    <Dialog title={t('title')} onClose={onClose} actions={<Button onClick={onClose}>{t('close')}</Button>}>
      {PLACES.map((place) => (
        <section key={place} aria-label={t(place)} className="mt-2">
          <h3 className="text-fg-3 text-label">{t(place)}</h3>
          <dl className="divide-y">
            {listShortcuts()
              .filter(([, shortcut]) => shortcut.place === place)
              .map(([name]) => (
                <div key={name} className="flex min-h-9 items-center justify-between gap-4">
                  <dt className="text-fg">{t(name)}</dt>
                  <dd>
                    <KeyCaps name={name} />
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </Dialog>
  )
}
