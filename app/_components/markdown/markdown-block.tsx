'use client'

import { Square, SquareCheck } from 'lucide-react'
import { isValidElement, memo, type ReactElement, type ReactNode } from 'react'
import Markdown, { type Components } from 'react-markdown'
import remarkCjkFriendly from 'remark-cjk-friendly'
import remarkGfm from 'remark-gfm'
import { useTranslations } from 'use-intl'
import { safeLink } from '../../_lib/safe-link.ts'
import { CodeBlock } from './code-block.tsx'
import { createDrawn } from './drawn.ts'
import { readingDirection } from './reading-direction.ts'
import { OutLink, RemoteImage } from './ways-out.tsx'

/**
 * One block of markdown. Raw HTML stays text; links open apart; images are named, never loaded. What was read is kept:
 * a list that is drawn in pieces begins anew whenever something comes in between. `isGrowing`: nobody will ask again.
 */
export const MarkdownBlock = memo(function MarkdownBlock({
  text,
  isGrowing = false,
}: {
  text: string
  isGrowing?: boolean
}) {
  return isGrowing ? read(text) : drawn.get(text)
})

const read = (text: string): ReactElement =>
  Markdown({
    children: text,
    remarkPlugins: PLUGINS,
    rehypePlugins: [readingDirection],
    components: COMPONENTS,
    urlTransform: (url) => safeLink(url) ?? '',
  })

const drawn = createDrawn(read)

const PLUGINS = [remarkGfm, remarkCjkFriendly]

const COMPONENTS: Components = {
  a: ({ href, children }) => <OutLink href={href}>{children}</OutLink>,
  input: ({ checked }) => <Task isDone={checked === true} />,
  img: ({ src, alt = '' }) => <RemoteImage src={typeof src === 'string' ? src : undefined} alt={alt} />,
  pre: ({ children }) => <Code>{children}</Code>,
}

/** A box to read, not to tick. */
function Task({ isDone }: { isDone: boolean }) {
  const t = useTranslations('chat')
  const Icon = isDone ? SquareCheck : Square
  return (
    <Icon
      size={15}
      role="img"
      aria-hidden={false}
      aria-label={isDone ? t('taskDone') : t('taskOpen')}
      className="mr-1.5 inline align-[-2px] text-fg-2"
    />
  )
}

function Code({ children }: { children: ReactNode }) {
  if (!isValidElement<{ className?: string; children?: ReactNode }>(children)) return <pre>{children}</pre>
  const language = /language-(\S+)/.exec(children.props.className ?? '')?.[1] ?? ''
  return <CodeBlock language={language} code={String(children.props.children ?? '').replace(/\n$/, '')} />
}
