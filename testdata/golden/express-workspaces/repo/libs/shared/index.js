exports.currency = "EUR";
