var application = WebApplication.CreateBuilder(args).Build();

application.MapGet("/", () => "Hello from a small web application");

application.Run();
