'use client'

import { CircleCheck } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import * as z from 'zod'
import { DEFAULT_ACCOUNT } from '#protocol/access/pairing.ts'
import { useAction } from '../../_lib/use-action.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { FirstMessage } from './first-message.tsx'
import { OutsideLink } from './outside-link.tsx'
import { TokenField } from './token-field.tsx'

const added = z.object({
  bot: z.string(),
  address: z.object({ name: z.string(), url: z.string() }).nullable(),
})
/** Telegram's own bot that makes bots, and what it wants to hear. */
const MAKER = 'BotFather'
const MAKE = '/newbot'
const ACCOUNT_NAME = /^[a-z0-9][\w-]{0,31}$/i

/** From no bot to the first answered message, in steps that are checked as they are made. */
export function ConnectTelegram({
  account: given,
  taken,
  onClose,
}: {
  /** The account that gets a token; absent for a new one. */
  account: string | undefined
  /** Accounts that there are. */
  taken: readonly string[]
  onClose: () => void
}) {
  const t = useTranslations('connect')
  const titleId = useId()
  const action = useAction()
  const [isNamed] = useState(given === undefined && taken.includes(DEFAULT_ACCOUNT))
  const [account, setAccount] = useState(given ?? (isNamed ? '' : DEFAULT_ACCOUNT))
  const [bot, setBot] = useState<z.infer<typeof added> | null>(null)
  const isGoodName = ACCOUNT_NAME.test(account) && !(isNamed && taken.includes(account))

  async function connect(token: string) {
    const result = await action.run('channels.add', { channel: 'telegram', account, token })
    if (result !== undefined) setBot(added.parse(result))
  }

  return (
    <section
      aria-labelledby={titleId}
      className="flex flex-col gap-5 rounded-card border bg-surface p-4 md:p-5"
    >
      <h2 id={titleId} className="flex items-center gap-2 font-semibold text-section">
        {bot !== null && <CircleCheck size={20} className="shrink-0 text-ok" aria-hidden="true" />}
        {bot === null ? t('title') : t('connected', { bot: bot.bot })}
      </h2>
      {bot !== null ? (
        <FirstMessage bot={bot} account={account} onClose={onClose} />
      ) : (
        <>
          <ol className="flex flex-col gap-4">
            <Step number={1}>
              <p>{t('stepBot')}</p>
              <OutsideLink href={`https://t.me/${MAKER}`}>{`@${MAKER}`}</OutsideLink>
            </Step>
            <Step number={2}>
              <p>{t('stepName')}</p>
              <div className="flex w-fit items-center gap-1 rounded-control border bg-bg pl-2.5">
                <code className="font-mono text-ui">{MAKE}</code>
                <CopyButton text={MAKE} />
              </div>
            </Step>
            <Step number={3}>
              <p>{t('stepToken')}</p>
              {isNamed && (
                <Field label={t('account')}>
                  {(id) => (
                    <>
                      <TextInput
                        id={id}
                        value={account}
                        maxLength={32}
                        autoComplete="off"
                        spellCheck={false}
                        aria-invalid={account !== '' && !isGoodName}
                        aria-describedby={`${id}-rule`}
                        className="max-w-[240px]"
                        onChange={setAccount}
                      />
                      <p id={`${id}-rule`} className="text-fg-3 text-meta">
                        {t('accountRule')}
                      </p>
                    </>
                  )}
                </Field>
              )}
              <TokenField
                isBusy={action.isBusy}
                isReady={isGoodName}
                problem={action.problem}
                onToken={(token) => void connect(token)}
              />
            </Step>
          </ol>
          <div className="flex justify-end">
            <Button onClick={onClose}>{t('cancel')}</Button>
          </div>
        </>
      )}
    </section>
  )
}

function Step({ number, children }: { number: number; children: ReactNode }) {
  return (
    <li className="flex gap-3">
      <span
        aria-hidden="true"
        className="flex size-6 shrink-0 items-center justify-center rounded-full border text-fg-2 text-meta tabular-nums"
      >
        {number}
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-2 pt-0.5 text-ui">{children}</div>
    </li>
  )
}
