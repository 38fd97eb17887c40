'use client'

import clsx from 'clsx'
import Link from 'next/link'
import { useFormatter, useNow, useTranslations } from 'use-intl'
import type { SessionSummary } from '#protocol/sessions.ts'
import { sessionHref } from '../../_lib/location.ts'
import { useMay } from '../../_lib/panel-context.ts'
import type { Answers } from '../../_lib/trpc.ts'
import { RevokeButton } from '../list/revoke-button.tsx'
import { Row } from '../list/row.tsx'
import { useSessionTitle } from '../sidebar/session-title.ts'
import { visible } from '../ui/visible.ts'
import type { SandboxReport } from './engine-state.tsx'
import { BYTES, useMegabytes } from './megabytes.ts'

type SandboxSummary = Answers['sandbox']['list']['sandboxes'][number]

const DOTS = { running: 'bg-ok', starting: 'animate-pulse bg-info', stopped: 'bg-fg-3' }

/** The container of one conversation: how it is, what it uses, and the way to be rid of it. */
export function BoxRow({
  box: summary,
  session,
  limits,
  onChanged,
}: {
  box: SandboxSummary
  session: SessionSummary | undefined
  limits: SandboxReport['limits']
  onChanged: () => void
}) {
  const t = useTranslations('sandboxPage')
  const format = useFormatter()
  const now = useNow({ updateInterval: 60_000 })
  const mayManage = useMay('admin')
  const titleOf = useSessionTitle()
  const { key, sessionId, box, usedAt } = summary
  const title = session ? titleOf(session) : sessionId === null ? t('shared') : summary.title
  const time = format.relativeTime(Math.min(usedAt, now.getTime()), now)
  return (
    <Row
      actions={
        mayManage && (
          <>
            <RevokeButton
              name={title}
              label={t('recreate')}
              title={t('recreateTitle', { title })}
              explain={t('recreateExplain')}
              method="sandbox.recreate"
              params={{ key, files: false }}
              onRevoked={onChanged}
            />
            <RevokeButton
              name={title}
              label={t('empty')}
              title={t('emptyTitle', { title })}
              explain={t('emptyExplain')}
              method="sandbox.recreate"
              params={{ key, files: true }}
              onRevoked={onChanged}
            />
          </>
        )
      }
    >
      <p className="flex items-center gap-2 text-ui">
        <span
          className={clsx('size-2 shrink-0 rounded-full', box ? DOTS[box.state] : 'border border-fg-3')}
          aria-hidden="true"
        />
        {sessionId === null ? (
          <span className="font-medium [overflow-wrap:anywhere]">{visible(title)}</span>
        ) : (
          <Link
            href={sessionHref(sessionId)}
            prefetch={false}
            className="font-medium underline decoration-border-control underline-offset-4 [overflow-wrap:anywhere]"
          >
            {visible(title)}
          </Link>
        )}
      </p>
      <p className="flex flex-wrap gap-x-3 text-fg-2 text-meta tabular-nums">
        <span>{t(`box-${box?.state ?? 'none'}`)}</span>
        {box && <Use box={box} limits={limits} />}
        <span className="text-fg-3">{t('usedAt', { time })}</span>
      </p>
    </Row>
  )
}

function Use({ box, limits }: { box: NonNullable<SandboxSummary['box']>; limits: SandboxReport['limits'] }) {
  const t = useTranslations('sandboxPage')
  const megabytes = useMegabytes()
  const { memoryBytes, diskBytes, cpuMs, processes } = box
  return (
    <>
      {memoryBytes !== null && (
        <span>
          {t('memoryUse', { used: megabytes(memoryBytes / BYTES), limit: megabytes(limits.memoryMb) })}
        </span>
      )}
      {cpuMs !== null && <span>{t('cpuUse', { seconds: Math.round(cpuMs / 100) / 10 })}</span>}
      {processes !== null && <span>{t('processUse', { count: processes })}</span>}
      {diskBytes !== null && (
        <span>{t('diskUse', { used: megabytes(diskBytes / BYTES), limit: megabytes(limits.diskMb) })}</span>
      )}
    </>
  )
}
