'use client'

import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useMay } from '../../_lib/panel-context.ts'
import type { Answers } from '../../_lib/trpc.ts'
import { useAction } from '../../_lib/use-action.ts'
import { RevokeButton } from '../list/revoke-button.tsx'
import { Row } from '../list/row.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { NameField } from '../ui/name-field.tsx'
import { ActionProblem } from '../ui/states/action-problem.tsx'
import { visible } from '../ui/visible.ts'
import { browserName } from './browser-name.ts'
import { CredentialFacts } from './credential-facts.tsx'

type Device = Answers['devices']['list']['devices'][number]

/** One browser: what it is, what it may, and the way to rename it or shut it out. */
export function DeviceRow({ device, onChanged }: { device: Device; onChanged: () => void }) {
  const t = useTranslations('devices')
  const action = useAction()
  const mayManage = useMay('admin')
  const [isRenaming, setRenaming] = useState(false)
  const { id, name, current } = device

  async function rename(chosen: string) {
    if (chosen !== '' && chosen !== name) {
      await action.run('devices.rename', { id, name: chosen })
      onChanged()
    }
    setRenaming(false)
  }

  return (
    <Row
      actions={
        <>
          {mayManage && (
            <IconButton label={`${t('rename')}: ${browserName(name)}`} onClick={() => setRenaming(true)}>
              <Pencil size={16} />
            </IconButton>
          )}
          {(mayManage || current) && (
            <RevokeButton
              name={browserName(name)}
              explain={current ? t('revokeCurrent') : t('revokeExplain')}
              method="devices.revoke"
              params={{ id }}
              onRevoked={onChanged}
            />
          )}
        </>
      }
    >
      {isRenaming ? (
        <NameField
          label={t('name')}
          maxLength={100}
          name={browserName(name)}
          onRename={(chosen) => void rename(chosen)}
          onCancel={() => setRenaming(false)}
        />
      ) : (
        <p className="font-medium text-ui [overflow-wrap:anywhere]">
          {visible(browserName(name))}
          {current && (
            <span className="ml-2 whitespace-nowrap rounded-chip bg-ok/12 px-1.5 text-label text-ok">
              {t('current')}
            </span>
          )}
        </p>
      )}
      {browserName(name) !== name && (
        <p title={visible(name)} className="truncate text-fg-3 text-meta">
          {visible(name)}
        </p>
      )}
      <CredentialFacts credential={device} />
      <ActionProblem code={action.problem} />
    </Row>
  )
}
