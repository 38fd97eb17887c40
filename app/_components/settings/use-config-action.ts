import { useCallback, useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { toAppError } from '#protocol/errors.ts'
import { usePanel } from '../../_lib/panel-context.ts'

/** What the gateway says of a file that it has written. */
export interface Saved {
  readonly hash: string
  /** Settings whose secrets could not be brought back. */
  readonly missing?: readonly string[]
}

/** Asks the gateway about openclaw.json; of a refusal its own reason is shown, which names the setting. */
export function useConfigAction() {
  const { gateway } = usePanel()
  const t = useTranslations('settingsPage')
  const tError = useTranslations('error')
  const locale = useLocale()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const run = useCallback(
    async <Result>(method: string, params: object): Promise<Result | undefined> => {
      setBusy(true)
      setProblem(null)
      try {
        return (await gateway.request(method, params)) as Result
      } catch (cause) {
        const { code, message } = toAppError(cause)
        const known = code === 'conflict' && method === 'config.set' ? t('changedMeanwhile') : undefined
        setProblem(known ?? (locale === 'en' ? message : `${tError(code)} ${message}`))
        return undefined
      } finally {
        setBusy(false)
      }
    },
    [gateway, t, tError, locale],
  )
  return { run, isBusy, problem, forget: () => setProblem(null) }
}
