export default function Home() {
  return (
    <main>
      <h1>Bread</h1>
      <p style={{ fontWeight: 700 }}>Open from six.</p>
    </main>
  )
}
