'use client'

import { useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { AGENT_NAME_LIMIT, INSTRUCTIONS_LIMIT } from '#protocol/agent.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FIELD, Field, TextInput } from '../ui/field.tsx'
import { ActionProblem } from '../ui/states/action-problem.tsx'
import { assistantId } from './assistant-id.ts'
import type { AgentSettings } from './use-agent-settings.ts'

/** What an assistant is called and told: of one that is there, or of a new one. */
export function AssistantDialog({
  settings,
  id,
  title,
  onClose,
}: {
  settings: AgentSettings
  /** Undefined for a new one: its id is made of its name. */
  id: string | undefined
  title: string
  onClose: () => void
}) {
  const t = useTranslations('assistantsPage')
  const formId = useId()
  const { entries = {} } = settings
  const before = id === undefined ? {} : (entries[id] ?? {})
  const [name, setName] = useState(before.name ?? '')
  const [instructions, setInstructions] = useState(before.instructions ?? '')
  const nextId = id ?? assistantId(name, ['main', ...Object.keys(entries)])
  const command = `openclaw chat --agent ${nextId}`
  const isGood = id !== undefined || name.trim() !== ''

  async function save() {
    const change = { name: name.trim() || undefined, instructions: instructions.trim() || undefined }
    if (await settings.save(nextId, change)) onClose()
  }

  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="primary" type="submit" form={formId} disabled={!isGood || settings.isBusy}>
            {t('save')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (isGood) void save()
        }}
      >
        <Field label={t('name')}>
          {(fieldId) => (
            <TextInput
              id={fieldId}
              value={name}
              maxLength={AGENT_NAME_LIMIT}
              autoComplete="off"
              onChange={setName}
            />
          )}
        </Field>
        <Field label={t('instructions')}>
          {(fieldId) => (
            <textarea
              id={fieldId}
              value={instructions}
              maxLength={INSTRUCTIONS_LIMIT}
              rows={6}
              placeholder={t('instructionsExample')}
              className={`${FIELD} resize-y py-1.5 placeholder:text-fg-3`}
              onChange={(event) => setInstructions(event.target.value)}
            />
          )}
        </Field>
        <p className="text-meta">{t('instructionsHint')}</p>
        {id === undefined && name.trim() !== '' && (
          <p className="text-meta">
            {t('idHint')} <code className="font-mono">{command}</code>
          </p>
        )}
      </form>
      <ActionProblem code={settings.problem} />
    </Dialog>
  )
}
