// Versions for modules whose go line is 1.25 or higher. None of them asks for more, so that adding one leaves the line alone.
module versions

go 1.25

require (
	github.com/caarlos0/env/v11 v11.4.1
	github.com/go-sql-driver/mysql v1.10.1
	github.com/jackc/pgx/v5 v5.8.0
	github.com/joho/godotenv v1.5.1
	github.com/lib/pq v1.12.3
	github.com/redis/go-redis/v9 v9.22.0
	github.com/rs/cors v1.11.1
	go.mongodb.org/mongo-driver/v2 v2.8.2
)
