/usr/local/lib/bartizan/time-zones
