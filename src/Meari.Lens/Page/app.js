const events = document.getElementById("events");
new EventSource("/api/events?from=1").onmessage = message => events.append(message.data + "\n");
