export default function Login() {
  return <h1>Who are you?</h1>
}
