import { File, FileImage, FileMusic, FileText, FileVideo, type LucideIcon } from 'lucide-react'

/** A picture for a kind of file. */
export function fileIcon(type: string): LucideIcon {
  if (type.startsWith('image/')) return FileImage
  if (type.startsWith('audio/')) return FileMusic
  if (type.startsWith('video/')) return FileVideo
  return type.startsWith('text/') || type === 'application/pdf' ? FileText : File
}
