import { NotFoundPage } from './_components/access/not-found-page.tsx'

export default function NotFound() {
  return <NotFoundPage />
}
