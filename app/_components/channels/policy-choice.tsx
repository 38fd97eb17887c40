'use client'

import { useTranslations } from 'use-intl'
import type { DmPolicy } from '#protocol/access/pairing.ts'
import { useMay } from '../../_lib/panel-context.ts'
import { useAction } from '../../_lib/use-action.ts'
import { Field, Select } from '../ui/field.tsx'
import { ActionProblem } from '../ui/states/action-problem.tsx'
import type { ChannelInfo } from './channel-state.tsx'

/** Open to everybody takes two settings and more than a click: it is shown, not offered. */
const OFFERED: readonly DmPolicy[] = ['pairing', 'allowlist', 'disabled']

/** Who may write to an account directly; written into openclaw.json as it is chosen. */
export function PolicyChoice({
  channel,
  isShared,
  onChanged,
}: {
  channel: ChannelInfo
  /** Whether other accounts follow this one. */
  isShared: boolean
  onChanged: () => void
}) {
  const t = useTranslations('channels')
  const action = useAction()
  const mayManage = useMay('admin')
  const { name, account, dmPolicy } = channel
  const offered = OFFERED.includes(dmPolicy) ? OFFERED : [dmPolicy, ...OFFERED]

  async function choose(dm: DmPolicy) {
    await action.run('channels.update', { channel: name, account, dm })
    onChanged()
  }

  return (
    <div>
      <Field label={t('policy')}>
        {(id) => (
          <Select
            id={id}
            value={dmPolicy}
            disabled={!mayManage || action.isBusy}
            className="max-w-[420px]"
            options={offered.map((policy) => ({ value: policy, text: t(policy) }))}
            onChange={(policy) => void choose(policy)}
          />
        )}
      </Field>
      {isShared && <p className="mt-1 text-fg-3 text-meta">{t('shared')}</p>}
      <ActionProblem code={action.problem} />
    </div>
  )
}
