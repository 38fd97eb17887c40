import type { ReactNode } from 'react'
import { PanelFrame } from '../_components/frame/panel-frame.tsx'

/** One connection for all pages of the panel: it stays while one goes from page to page. */
export default function PanelLayout({ children }: { children: ReactNode }) {
  return <PanelFrame>{children}</PanelFrame>
}
