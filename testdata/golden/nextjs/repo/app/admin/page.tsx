export default function Admin() {
  return <h1>Orders</h1>
}
