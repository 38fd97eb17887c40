import { ChatShell } from '../_components/chat/chat-shell.tsx'

export default function Page() {
  return <ChatShell />
}
